-- ARGV: generation, the name of the node.
local why = doubt_of_generation(ARGV[1])
if why then
  return why
end
redis.call('HDEL', KEYS[1], 'm:' .. ARGV[2], 's:' .. ARGV[2])
open_when_all_have_signed()
return roll_call()
