-- ARGV: generation, highest fence seen, then of each change: its standing (1 byte), fence (6), status
-- (2), memory, ms (6), and its bid. The last of KEYS is the estate of whoever tells it.
local why = doubt(ARGV[1], ARGV[2])
if why then
  return why
end

-- Where there is no memory for more, a script may go on that has begun to write, if only by this. An
-- end takes no more, and is what memory comes back by: what has ended expires.
redis.call('HDEL', KEYS[1], '')

local function settle(packed)
  local state, granted, status, memory = struct.unpack('>BI6I2I6', packed)
  local bid = next_bid(packed, 16)
  local claim = read(bid.key)
  if not claim then
    if granted == 0 then
      return 0
    end
    claim = claim_of(bid, granted, QUEUED)
  end
  local is_its_own = claim.fence == granted
  if claim.fence == 0 then
    -- Asserted by somebody who knew of it: its owner's grant is as good as ever.
    is_its_own = is_of(claim, bid)
  end
  if not is_its_own and granted > 0 then
    -- Told so late that its grant had lapsed, and another has begun.
    local late = claim_of(bid, granted, QUEUED)
    move(late, state, status, now + memory)
    is_its_own = is_before_turn(late, claim)
    claim = is_its_own and late or claim
  end
  if not is_its_own then
    return 0
  end
  raise(granted)
  move(claim, state, status, now + memory)
  put(bid, claim)
  if claim.state ~= QUEUED then
    withdraw(KEYS[#KEYS], bid)
  end
  return 1
end

local answers = {}
for i = 3, #ARGV do
  answers[i - 2] = settle(ARGV[i])
end
return answer(answers)
