-- ARGV: generation, the name of the node, the highest fence that it has ever seen.
local why = doubt_of_generation(ARGV[1])
if why then
  return why
end
local number = number_of(ARGV[2])
if number == 0 then
  redis.call('HSET', KEYS[1], 'm:' .. ARGV[2], '1')
end
if number == 0 or number % 2 == 1 then
  redis.call('HSET', KEYS[1], 's:' .. ARGV[2], '', 'heard', digits(now))
end
raise(tonumber(ARGV[3]))
open_when_all_have_signed()
return roll_call()
