-- ARGV: generation, then of each assertion: its standing (1 byte), fence (6), receipts (3), status
-- (2), what is left of its time, ms (6), and its bid.
local why = doubt_of_generation(ARGV[1])
if why then
  return why
end

-- What has ended is not delivered again, and what was granted goes before what was not. A person who
-- would not have what nobody granted to that node has judged a copy: its owner goes on.
local function rank(it)
  local has_ended = it.state == DONE or (ENDED[it.state] and it.fence > 0)
  return has_ended and 2 or it.fence > 0 and 1 or 0
end

-- Whether it may not be taken from its owner for one who only remembers the event.
local function is_firm(claim, asserted)
  return rank(claim) > 0 and not is_before_turn(asserted, claim)
end

-- What another node has inherited has the same receipt, and a later fence.
local function goes_before(asserted, claim)
  return asserted.first < claim.first
    or (asserted.first == claim.first and asserted.fence > claim.fence)
end

-- While its owner was taken for dead: he is granted it once more by nobody before all have spoken.
local function is_inherited(claim, asserted)
  return not is_whole and not ENDED[claim.state]
    and asserted.first == claim.first and asserted.fence > claim.fence
end

local function yields(claim, asserted)
  if is_open and is_firm(claim, asserted) and not is_inherited(claim, asserted) then
    return false
  end
  if rank(claim) ~= rank(asserted) then
    return rank(asserted) > rank(claim)
  end
  return goes_before(asserted, claim)
end

local function affirm(packed)
  local state, granted, receipts, status, left = struct.unpack('>BI6I3I2I6', packed)
  local bid = next_bid(packed, 19)
  local claim = read(bid.key)
  local asserted = claim_of(bid, granted, QUEUED)
  move(asserted, state, status, now + left)
  asserted.receipts = receipts
  if claim then
    renew(claim, bid)
    receipts = math.max(claim.receipts, receipts)
    if is_of(claim, bid) then
      move(claim, state, status, now + left)
      claim.fence = math.max(claim.fence, granted)
      asserted = claim
    elseif not yields(claim, asserted) then
      claim.receipts = receipts
      put(bid, claim)
      return 'Y' .. found(claim, bid)
    end
    asserted.receipts = receipts
  end
  raise(asserted.fence)
  put(bid, asserted)
  return 'S' .. digits(asserted.fence)
end

local answers = {}
for i = 2, #ARGV do
  answers[i - 1] = affirm(ARGV[i])
end
if not is_whole then
  local asserted = tonumber(redis.call('HGET', KEYS[1], 'asserted')) + #answers
  redis.call('HSET', KEYS[1], 'heard', digits(now), 'asserted', digits(asserted))
end
return answer(answers)
