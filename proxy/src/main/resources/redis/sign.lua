-- ARGV: generation, the name of the node, the number under which it has told what it remembers, the
-- highest fence that it has ever seen.
local why = doubt_of_generation(ARGV[1])
if why then
  return why
end
local number, signed = number_of(ARGV[2]), tonumber(ARGV[3])
if number == 0 then
  number = signed
  redis.call('HSET', KEYS[1], 'm:' .. ARGV[2], ARGV[3])
end
-- A late one is of a member that was forgotten since: it may have joined anew, with more to tell.
if number == signed and number % 2 == 1 then
  redis.call('HSET', KEYS[1], 's:' .. ARGV[2], '', 'heard', digits(now))
end
raise(tonumber(ARGV[4]))
open_when_all_have_signed()
return roll_call()
