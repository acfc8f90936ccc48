-- ARGV: generation, how long nobody must have asserted or signed anything, ms.
local why = doubt_of_generation(ARGV[1])
if why then
  return why
end
local quiet = now - tonumber(redis.call('HGET', KEYS[1], 'heard'))
if not is_open and #names('s:') > 0 and quiet >= tonumber(ARGV[2]) then
  is_open = true
  redis.call('HSET', KEYS[1], 'open', '2')
end
return roll_call()
