-- ARGV: name, boot.
local seat = redis.call('HGET', KEYS[1], 'n:' .. ARGV[1])
local was_its = seat and string.match(seat, '^%d+ (%x+) ') == ARGV[2]
if was_its then
  redis.call('HDEL', KEYS[1], 'n:' .. ARGV[1], 'a:' .. ARGV[1], 'u:' .. ARGV[1])
end
return answer({ was_its and 1 or 0 })
