-- ARGV: generation, the name of the node, the highest fence that it has ever seen.
local why = doubt_of_generation(ARGV[1])
if why then
  return why
end
redis.call('HSET', KEYS[1], 'm:' .. ARGV[2], '', 's:' .. ARGV[2], '', 'heard', digits(now))
raise(tonumber(ARGV[3]))
open_when_all_have_signed()
return roll_call()
