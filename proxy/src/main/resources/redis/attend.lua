-- ARGV: generation and highest fence known, the number proposed for a new generation, then the
-- nodes known, each by its name and its number.

-- As many names as a node takes: with one more nobody could learn of the others. No more than half
-- as many may come one by one (beat): so whoever comes with all that he knows, where Redis was
-- emptied and newcomers were there before him, is not the one who has no place.
local NAMES_MOST = 512

local known_generation, known_fence = tonumber(ARGV[1]), tonumber(ARGV[2])
local proposed = tonumber(ARGV[3])
local served_by, evicted = history(), evictions()

-- Whether this process was there when the generation began. A master that has replicas notes its
-- history in its snapshot, which may be of long ago; restarted with that it looks as if it had been
-- promoted. By a second more, since Redis says whole ones.
local function is_as_old_as_the_generation()
  local since = tonumber(redis.call('HGET', KEYS[1], 'since') or 0)
  local up = tonumber(string.match(redis.call('INFO', 'server'), 'uptime_in_seconds:(%d+)'))
  return now - 1000 * up <= since - 1000
end

-- Whether all that this server lacks of the shard is the end of what was written to it, of some
-- seconds. That is so where its history follows from the one the shard was opened on, which it was
-- there to follow, or it was restarted with its AOF. A snapshot may be older than what is told for
-- having just ended; to another master of a Cluster keys are moved one by one, so that its replica
-- may lack any of them.
local function lacks_the_end_alone()
  local follows = string.match(redis.call('INFO', 'replication'), 'master_replid2:(%x+)') == trust[4]
  if follows and is_as_old_as_the_generation() then
    return true
  end
  return string.match(redis.call('INFO', 'cluster'), 'cluster_enabled:(%d)') ~= '1'
    and string.match(redis.call('INFO', 'persistence'), 'aof_enabled:(%d)') == '1'
end

local function are_too_many()
  local unknown = 0
  for i = 4, #ARGV, 2 do
    unknown = unknown + (has('m:' .. ARGV[i]) and 0 or 1)
  end
  return unknown > 0 and #names('m:') + unknown > NAMES_MOST
end

local policy = string.match(redis.call('INFO', 'memory'), 'maxmemory_policy:(%S+)')
local is_anew = generation < known_generation
  or generation == 0
  or (generation == known_generation and fence < known_fence)
  or trust[4] ~= served_by
  or trust[5] ~= evicted
for i = 4, #ARGV, 2 do
  -- Everybody must know of a new member before it is granted anything.
  local number = tonumber(ARGV[i + 1])
  is_anew = is_anew or (is_open and number % 2 == 1 and number > number_of(ARGV[i]))
end
if served_by == 'replica' then
  return 'replica'
end
if are_too_many() then
  return 'too many nodes: no more than 512 names can be known, with those that were forgotten; begin'
    .. ' anew on a database of its own, with new folders'
end
if policy ~= 'noeviction' then
  -- For everybody, until it is another and a new generation has been made.
  redis.call('HDEL', KEYS[1], 'evicted')
  return 'policy ' .. tostring(policy)
end
if is_anew then
  -- What survives a rebuild that was broken off, or has not come further than in part, is what
  -- survived when it began: what has been asserted since may be lost again.
  if is_whole or generation == 0 then
    redis.call('HSET', KEYS[1], 'surviving', digits(fence), 'previous', digits(generation))
  end
  -- Of what a replica that is behind lacks all is above a fence; of what was evicted, or was not
  -- moved yet, it may be anything. A process that is new here may have evicted before.
  local is_holed = evicted ~= '0' or not lacks_the_end_alone()
  if trust[4] == served_by then
    is_holed = trust[5] ~= evicted
  end
  if is_holed or not trust[5] then
    redis.call('HSET', KEYS[1], 'surviving', '0')
  end
  generation = math.max(math.max(generation, known_generation) + 1, proposed)
  is_open, is_whole = false, false
  for _, name in ipairs(names('s:')) do
    redis.call('HDEL', KEYS[1], 's:' .. name)
  end
  redis.call('HSET', KEYS[1], 'generation', digits(generation), 'open', '0', 'history', served_by,
    'evicted', evicted, 'since', digits(now), 'heard', digits(now), 'asserted', '0')
end
for i = 4, #ARGV, 2 do
  if tonumber(ARGV[i + 1]) > number_of(ARGV[i]) then
    redis.call('HSET', KEYS[1], 'm:' .. ARGV[i], ARGV[i + 1])
    redis.call('HDEL', KEYS[1], 's:' .. ARGV[i])
  end
end
open_when_all_have_signed()
return roll_call()
