-- Whom a shard waits for.
local function names(prefix)
  local all = {}
  local fields = redis.call('HKEYS', KEYS[1])
  for _, field in ipairs(fields) do
    if string.sub(field, 1, 2) == prefix then
      all[#all + 1] = string.sub(field, 3)
    end
  end
  return all
end

local function has(field)
  return redis.call('HEXISTS', KEYS[1], field) == 1
end

-- Odd while it is a member, even once it was forgotten, 0 where nobody knows it.
local function number_of(name)
  return tonumber(redis.call('HGET', KEYS[1], 'm:' .. name) or 0)
end

local function members()
  local all = {}
  for _, name in ipairs(names('m:')) do
    if number_of(name) % 2 == 1 then
      all[#all + 1] = name
    end
  end
  return all
end

-- All that are known, and their numbers, by turns.
local function fellows()
  local all = {}
  for _, name in ipairs(names('m:')) do
    all[#all + 1] = name
    all[#all + 1] = number_of(name)
  end
  return all
end

local function open_when_all_have_signed()
  local all = members()
  if is_whole or #all == 0 then
    return
  end
  for _, name in ipairs(all) do
    if not has('s:' .. name) then
      return
    end
  end
  is_open, is_whole = true, true
  redis.call('HSET', KEYS[1], 'open', '1')
end

local function roll_call()
  local rest = redis.call('HMGET', KEYS[1], 'surviving', 'since', 'previous', 'heard', 'asserted')
  if tonumber(rest[4]) > now then
    -- The clock was set back: else those who are missing would be waited for as much longer.
    redis.call('HSET', KEYS[1], 'heard', digits(now))
  end
  return answer({
    generation,
    is_whole and 1 or is_open and 2 or 0,
    tonumber(rest[1]),
    tonumber(rest[3]),
    math.max(0, now - tonumber(rest[2])),
    fellows(),
    names('s:'),
    fence,
    tonumber(rest[5]),
    math.max(0, now - tonumber(rest[4])),
  })
end
