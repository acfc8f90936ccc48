-- What every script on a shard begins with: how far it is to be trusted.
--
-- KEYS[1] is the hash of the shard: generation, open (1; 2 in part: some have not signed), fence,
-- surviving, history, evicted, since, heard (when anybody asserted or signed), asserted (how many),
-- for each that has signed s:NAME, and for each node m:NAME, which is odd while it is a member.
-- Every other key is in KEYS, too, and in the same slot: while a slot moves, Redis must see whether
-- all of them are here.
local trust = redis.call('HMGET', KEYS[1], 'generation', 'open', 'fence', 'history', 'evicted')
local generation = tonumber(trust[1] or 0)
local is_whole = trust[2] == '1'
local is_open = is_whole or trust[2] == '2'
local fence = tonumber(trust[3] or 0)

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- Digits: a script's own tostring() has no more than fourteen of them.
local function digits(number)
  return string.format('%.0f', number)
end

-- Which history of writes this is: another with every start of a master and every promotion. Asked
-- for here and not when the connection began, since a connection outlives a demotion.
local function history()
  local said = redis.call('INFO', 'replication')
  if string.match(said, 'role:(%a+)') ~= 'master' then
    return 'replica'
  end
  return string.match(said, 'master_replid:(%x+)')
end

-- How many keys this process has ever evicted. Asked for by what grants alone, since it is dear: a
-- key that is gone is granted, and nothing else that follows from it cannot be mended.
local function evictions()
  return string.match(redis.call('INFO', 'stats'), 'evicted_keys:(%d+)')
end

-- Why a key that is not there may have been; nil where nothing was evicted in this generation.
local function doubt_of_absence()
  if trust[5] ~= evictions() then
    return 'evicted'
  end
  return nil
end

-- Why an assertion or a signature means nothing here; nil where it does.
local function doubt_of_generation(named)
  if generation == 0 or generation ~= tonumber(named) then
    return 'generation'
  end
  if trust[4] ~= history() then
    return 'history'
  end
  return nil
end

-- Why nothing may be built upon it; nil where all is as the caller knows it.
local function doubt(named, seen)
  local why = doubt_of_generation(named)
  if why then
    return why
  end
  if not is_open then
    return 'closed'
  end
  if fence < tonumber(seen) then
    return 'fence'
  end
  return nil
end

local function next_fence()
  fence = fence + 1
  return fence
end

local function raise(to)
  fence = math.max(fence, to)
end

-- At the end of whatever must be confirmed by a replica. Writes even where nothing has changed:
-- what is found again may have been written through another connection, and WAIT counts from the
-- last write.
local function answer(answers)
  redis.call('HSET', KEYS[1], 'fence', digits(fence))
  return { fence, answers }
end
