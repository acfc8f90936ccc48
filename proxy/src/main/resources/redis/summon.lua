-- Which shards wait for signatures: a hint. KEYS[1] is a hash: the generation by the shard.
-- ARGV: nothing, to be told; or a shard, its generation, 1 where it waits.
if #ARGV == 0 then
  return { 0, redis.call('HKEYS', KEYS[1]) }
end
local at = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
local generation = tonumber(ARGV[2])
if ARGV[3] == '1' then
  if generation > at then
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  end
elseif generation >= at then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return { 0, {} }
