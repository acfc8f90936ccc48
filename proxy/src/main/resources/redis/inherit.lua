-- ARGV: generation, highest fence seen, then of each: the bid, the origin whose it was, and its fence
-- there. Behind the keys of each bid comes the estate in which it was left; the last of KEYS is the
-- bidder's own.
local why = doubt(ARGV[1], ARGV[2])
if why then
  return why
end

-- Whether its owner, or an heir of the bidder, may have sent it, and cannot say so: what he was granted
-- is not known any more.
local function is_doubtful(claim, is_its, is_anew)
  return not is_whole and (not claim or (is_its and (claim.fence == 0 or is_anew)))
end

-- An end that was told, a bid that was repeated, another heir: all of them leave no way to it.
local function inherit(packed, from, granted)
  local bid = next_bid(packed, 1)
  cursor = cursor + 1
  local estate = KEYS[cursor]
  local is_left = is_current(estate)
    and redis.call('HEXISTS', estate, string.sub(bid.key, -16)) == 1
  local claim = read(bid.key)
  local is_its = claim and is_of(claim, bid) and not ENDED[claim.state]
  local is_anew = is_its and is_granted_anew(claim, bid, ARGV[2])
  if is_doubtful(claim, is_its, is_anew) then
    return 'D'
  end
  if not is_its then
    if not claim then
      withdraw(estate, bid)
      return 'N'
    end
    local is_the_owners = origin_of(claim) == from
    local is_same = is_the_owners and claim.fence == tonumber(granted)
    if not is_same or claim.state ~= QUEUED or not is_left then
      if not is_the_owners then
        withdraw(estate, bid) -- else it may have been left once more since it was read
      end
      return seen(claim, bid)
    end
    claim.body = string.sub(claim.body, 1, claim.is_labelled and 24 or 16) .. origin_of(bid)
    claim.fence = 0
  end
  withdraw(estate, bid)
  if is_anew then
    withdraw(KEYS[#KEYS], bid)
  end
  if claim.fence == 0 or is_anew then
    claim.fence = next_fence()
  end
  put(bid, claim)
  return 'G' .. digits(claim.fence)
end

local answers = {}
for i = 3, #ARGV, 3 do
  answers[#answers + 1] = inherit(ARGV[i], ARGV[i + 1], ARGV[i + 2])
end
return answer(answers)
