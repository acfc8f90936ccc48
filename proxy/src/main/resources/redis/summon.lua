-- Which shards wait for signatures, and in which generation: a hint. KEYS[1] is a hash: the generation
-- by the shard.
-- ARGV: nothing, to be told; or a shard, its generation, 1 where it waits.
local AT_ONCE = 1000
if #ARGV == 0 then
  local told = {}
  local shards = redis.call('HKEYS', KEYS[1])
  for from = 1, #shards, AT_ONCE do
    local some = { unpack(shards, from, math.min(#shards, from + AT_ONCE - 1)) }
    for i, generation in ipairs(redis.call('HMGET', KEYS[1], unpack(some))) do
      told[#told + 1] = some[i]
      told[#told + 1] = generation
    end
  end
  return { 0, told }
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
