-- What a claim and a bid look like.
--
-- A claim, big-endian: state, and 8 where it has a label (1 byte); first receipt, ms (6); fence (6);
-- receipts (3); status (2); then content (16), label (8, if any), origin (the rest): these three as
-- the bid wrote them. What expires does so by Redis itself.
--
-- The signed bytes, under another key: the key of their event (16), the last two bits of its name.
local QUEUED, DONE, DEAD, HELD, REJECTED, DISCARDED, RUNNING = 0, 1, 2, 3, 4, 5, 6
local ENDED = { [DONE] = true, [REJECTED] = true, [DISCARDED] = true }
local LABELLED = 8
local RECEIPTS_MAX = 16777215
-- What an estate holds, beside what was left in it: another node finishes that.
local BYTES, GENERATION = '#', '@'
local HEAD, HEAD_BYTES = '>BI6I6I3I2', 18

local cursor = 1

-- The next bid: flags (1 byte: 1 labelled, 2 with signed bytes, 4 held, 8 and 16 the name's tail, 32
-- vouched for, 64 asked for anew: what was granted before may be on its way under that fence);
-- received, ms (6); memory, ms (6); content, label, origin. Its keys are the next one or two.
local function next_bid(packed, from)
  local flags, received, memory = struct.unpack('>BI6I6', packed, from)
  local bid = { received = received, memory = memory, body = string.sub(packed, from + 13) }
  bid.is_labelled = flags % 2 == 1
  bid.is_held = math.floor(flags / 4) % 2 == 1
  bid.is_vouched = math.floor(flags / 32) % 2 == 1
  bid.is_anew = flags >= 64
  cursor = cursor + 1
  bid.key = KEYS[cursor]
  if math.floor(flags / 2) % 2 == 1 then
    cursor = cursor + 1
    bid.alias = KEYS[cursor]
    bid.name = string.sub(bid.key, -16) .. string.char(math.floor(flags / 8) % 4)
  end
  return bid
end

local function content_of(it)
  return string.sub(it.body, 1, 16)
end

local function label_of(it)
  return string.sub(it.body, 17, 24)
end

local function origin_of(it)
  return string.sub(it.body, it.is_labelled and 25 or 17)
end

local function expiry(key)
  local left = redis.call('PTTL', key)
  return left >= 0 and now + left
end

local function read(key)
  local value = redis.call('GET', key)
  if not value then
    return nil
  end
  local flags, first, granted, receipts, status = struct.unpack(HEAD, value)
  local claim = {
    state = flags % LABELLED,
    is_labelled = flags >= LABELLED,
    first = first,
    fence = granted,
    receipts = receipts,
    status = status,
    body = string.sub(value, HEAD_BYTES + 1),
    expires = false,
  }
  if ENDED[claim.state] or claim.state == RUNNING then
    claim.expires = expiry(key)
  end
  return claim
end

local function pack(claim)
  return struct.pack(
    HEAD,
    claim.state + (claim.is_labelled and LABELLED or 0),
    claim.first,
    claim.fence,
    claim.receipts,
    claim.status
  ) .. claim.body
end

local function write(key, value, expires)
  if not expires then
    redis.call('SET', key, value)
  elseif expires > now then
    redis.call('SET', key, value, 'PXAT', digits(expires))
  else
    redis.call('DEL', key)
  end
end

-- A claim as a bid wants it.
local function claim_of(bid, granted, state)
  return {
    state = state,
    is_labelled = bid.is_labelled,
    first = bid.received,
    fence = granted,
    receipts = 1,
    status = 0,
    body = bid.body,
    expires = false,
  }
end

local function is_of(claim, bid)
  return origin_of(claim) == origin_of(bid)
end

-- The node: the first number of an origin, seven bits a byte, the last one below 128.
local function node_of(it)
  return string.match(origin_of(it), '^[\128-\255]*[%z\1-\127]')
end

-- The name under which a bid's signed bytes came first; nil where they are new.
local function named(bid)
  return bid.alias and redis.call('GET', bid.alias) or nil
end

local function is_other(name, bid)
  return name ~= nil and string.sub(name, 1, 16) ~= string.sub(bid.key, -16)
end

-- With the bid's signed bytes, unless they are known under another name: they stay as long.
local function put(bid, claim)
  write(bid.key, pack(claim), claim.expires)
  if bid.alias then
    local name = named(bid)
    if not is_other(name, bid) and (name or is_of(claim, bid)) then
      write(bid.alias, bid.name, claim.expires)
    end
  end
end

local function known(claim)
  return 'K' .. pack(claim)
end

-- What a claim is to somebody else's bid.
local function found(claim, bid)
  if content_of(claim) ~= content_of(bid) then
    return 'C'
  end
  if claim.is_labelled and bid.is_labelled and label_of(claim) ~= label_of(bid) then
    return 'U'
  end
  if claim.state == RUNNING then
    return 'R' .. digits(claim.expires - now)
  end
  return known(claim)
end

-- Makes it the bid's where the same node has it under an earlier origin: its journal has written the
-- event anew since, and an old bid of it may have been late.
local function renew(claim, bid)
  if is_of(claim, bid) or ENDED[claim.state] or node_of(claim) ~= node_of(bid)
    or string.sub(found(claim, bid), 1, 1) ~= 'K' then
    return
  end
  claim.body, claim.is_labelled = bid.body, bid.is_labelled
  if bid.is_held then
    claim.state = HELD
  end
end

-- By somebody whose it is not: one more receipt of what is known.
local function seen(claim, bid)
  local answer_to = found(claim, bid)
  if string.sub(answer_to, 1, 1) ~= 'K' then
    return answer_to
  end
  claim.receipts = math.min(claim.receipts + 1, RECEIPTS_MAX)
  if claim.expires then
    claim.expires = math.max(claim.expires, now + bid.memory)
  end
  put(bid, claim)
  return known(claim)
end

-- Whether it was left in this generation. What is older may have ended since, and who was told so may
-- be no more.
local function is_current(estate)
  return redis.call('HGET', estate, GENERATION) == digits(generation)
end

-- What an earlier generation has left there goes, in the background: 8 MiB of small events hold up all
-- others for more than ten milliseconds. Where there is none nothing is written, since what follows a
-- write goes past the guard of a Redis that is full.
local function clear(estate)
  if redis.call('HEXISTS', estate, GENERATION) == 1 then
    redis.call('UNLINK', estate)
  end
end

-- Nobody inherits it any more. Whether anybody might have. Where nobody leaves anything it needs no right
-- that claims do not.
local function withdraw(estate, bid)
  local name = string.sub(bid.key, -16)
  if redis.call('HEXISTS', estate, name) == 0 then
    return false
  end
  local bytes = redis.call('HSTRLEN', estate, name)
  redis.call('HDEL', estate, name)
  if redis.call('HINCRBY', estate, BYTES, -bytes) <= 0 then
    redis.call('DEL', estate)
  end
  return true
end

-- Whether the bidder's own claim gets a new fence, since what it was granted before may be left to
-- others, or be on its way there. A late copy of such a bid has seen no fence as high as the claim's,
-- and takes none from its owner, who would not hear of it.
local function is_granted_anew(claim, bid, seen)
  return bid.is_anew and claim.fence <= tonumber(seen)
end

-- Whether another's end goes before a turn at the same event, which has promised nothing to anybody
-- and may leave nothing behind. Not where it would be forgotten before the turn lapses.
local function is_before_turn(ended, claim)
  return claim.state == RUNNING and ENDED[ended.state] and ended.expires >= claim.expires
    and content_of(claim) == content_of(ended)
end

-- Into another standing. What has ended stays as it ended: what comes late is older.
local function move(claim, state, status, expires)
  if ENDED[claim.state] then
    if ENDED[state] then
      claim.expires = math.max(claim.expires, expires)
    end
    return
  end
  claim.state = state
  claim.status = status
  claim.expires = ENDED[state] and expires
end
