-- ARGV: name, number, boot, lease, ms, when this process beat before, ms (0 where it did not), the
-- boot of a process of this name that is surely dead, or nothing, its installation, where the
-- others ask what lies at it, or nothing, and its boot once more where it takes up what the dead leave,
-- or nothing.
--
-- KEYS[1] is a hash: installation (of whoever beat first), history, since (when it became steady),
-- last (when anybody last beat), and for each node n:NAME, which is its number, its boot, until
-- when it is its, and when it last beat, a:NAME, which is where it is asked, and u:NAME, which is the
-- boot that said last that it takes up: a process that says nothing of it takes up nothing. KEYS[2] is
-- the hash of the shard where all meet: whoever was ever one of the nodes is known there.
local name, number, boot, lease = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local before = tonumber(ARGV[5])
local FORGOTTEN = 3600000
local NAMES_MOST = 256

-- Whoever has beaten already is one of them, or will be: it is not sent away for those who came
-- meanwhile, nor while its name is missing there.
local function is_one_too_many()
  if before > 0 or redis.call('HEXISTS', KEYS[2], 'm:' .. name) == 1 then
    return false
  end
  local known = 0
  for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
    known = known + (string.sub(field, 1, 2) == 'm:' and 1 or 0)
  end
  return known >= NAMES_MOST
end

local served_by = history()
if served_by == 'replica' then
  return 'replica'
end
local head = redis.call('HMGET', KEYS[1], 'since', 'last', 'installation')
local is_foreign = head[3] and head[3] ~= ARGV[7]
if is_foreign then
  return answer({ 'F', head[3] })
end
if is_one_too_many() then
  return answer({ 'C', NAMES_MOST })
end
local since = tonumber(head[1] or now)
-- Where nobody could beat, or beats may have been lost, nobody is late yet. Somebody beats each third
-- of a lease, so that after half of one the clock was set, if it was not that.
local silent = now - tonumber(head[2] or 0)
if trust[4] ~= served_by or silent * 2 > lease or since > now then
  since = now
end

local others = {}
local taken
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 2) == 'n:' then
    local other = string.sub(field, 3)
    local seat = redis.call('HGET', KEYS[1], field)
    local its_number, its_boot, ends, beaten = string.match(seat, '^(%d+) (%x+) (%d+) (%d+)$')
    local left = tonumber(ends) - now
    local is_alive = left > 0
    local is_mine = other == name and (its_boot == boot or its_boot == ARGV[6])
    local stands_in_the_way
    if other == name then
      -- Whoever had it and finds another there, who came later, was taken for dead, for good. One
      -- who was there before stands in a roster that was set back.
      local is_later = before > 0 and tonumber(beaten) >= before
      stands_in_the_way = not is_mine and (is_later or (is_alive and before == 0))
    else
      stands_in_the_way = is_alive and its_number == number
    end
    if stands_in_the_way then
      taken = { 'T', other, its_number, its_boot, beaten, digits(math.max(0, left)),
        digits(math.max(0, now - tonumber(beaten))) }
    elseif is_alive and other ~= name then
      local address = redis.call('HGET', KEYS[1], 'a:' .. other)
      local takes_up = redis.call('HGET', KEYS[1], 'u:' .. other) == its_boot
      others[#others + 1] = { other, its_number, its_boot, address or '', takes_up and 1 or 0 }
    elseif left < -FORGOTTEN then
      redis.call('HDEL', KEYS[1], field, 'a:' .. other, 'u:' .. other)
    end
  end
end

redis.call('HSET', KEYS[1], 'history', served_by, 'since', digits(since))
if taken then
  return answer(taken)
end
redis.call('HSET', KEYS[1], 'u:' .. name, ARGV[9],
  'installation', ARGV[7], 'last', digits(now), 'n:' .. name,
  number .. ' ' .. boot .. ' ' .. digits(now + lease) .. ' ' .. digits(now), 'a:' .. name, ARGV[8])
return answer({ 'S', digits(now - since), digits(now), others })
