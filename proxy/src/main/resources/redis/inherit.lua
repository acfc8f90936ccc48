-- ARGV: generation, highest fence seen, then of each: the bid, the origin whose it was, and its fence
-- there. Behind the keys of each bid comes the estate in which it was left; the last of KEYS is the
-- bidder's own.
local why = doubt(ARGV[1], ARGV[2]) or doubt_of_absence()
if why then
  return why
end

-- How long a claim's owner has to speak, ms since anybody asserted or signed anything, where what he has
-- left does not count any more. Longer than any attempt: an event in hand is asked for once more, or its
-- end told, when its attempt is over, which a policy may let last for fifteen minutes.
local OWNERS_TURN = 1200000

local all_are_here

-- Whether nobody was ever forgotten. Asked once for all bids: it reads who is known, and each number.
local function has_all_nodes()
  if all_are_here == nil then
    all_are_here = #members() == #names('m:')
  end
  return all_are_here
end

-- Whether nobody has ended what is not there: all have spoken who were ever granted anything, and an end
-- of it is not forgotten yet. By half of its time, since clocks differ.
local function is_nobodys(bid)
  return is_whole and (now - bid.received) * 2 < bid.memory and has_all_nodes()
end

-- What nobody knows of. Its owner may come back with the fence that he had.
local function take(bid, granted)
  local name = named(bid)
  if is_other(name, bid) then
    return 'U' .. name
  end
  if not is_nobodys(bid) then
    return 'D'
  end
  raise(tonumber(granted))
  put(bid, claim_of(bid, next_fence(), QUEUED))
  return 'G' .. digits(fence)
end

-- The bidder's, who was granted nothing yet.
local function pass_on(claim, bid)
  claim.body = string.sub(claim.body, 1, claim.is_labelled and 24 or 16) .. origin_of(bid)
  claim.fence = 0
end

-- What its owner was granted, and has left to nobody since the shard was rebuilt: he asks for it once
-- more, or tells its end. Else he has closed it as the bidder's, or is no more, and a person must see it.
local function wait_for_its_owner(claim, bid)
  local quiet = now - tonumber(redis.call('HGET', KEYS[1], 'heard'))
  if quiet < OWNERS_TURN then
    return 'R' .. digits(OWNERS_TURN - quiet)
  end
  pass_on(claim, bid)
  claim.state = HELD
  put(bid, claim)
  return 'D'
end

-- Whether a person must see it, or its owner, or an heir of the bidder, may have sent it and cannot say
-- so: what he was granted is not known any more. Where a person at the bidder would not have what is held
-- there, it has been seen.
local function is_doubtful(claim, bid, is_anew)
  return (claim.state == HELD and not bid.is_held) or (not is_whole and (claim.fence == 0 or is_anew))
end

-- An end that was told, a bid that was repeated, another heir: all of them leave no way to it. Nor does
-- who would not have it any more: to him it is a copy, and its owner, or another heir, delivers it.
local function inherit(packed, from, granted)
  local bid = next_bid(packed, 1)
  cursor = cursor + 1
  local estate = KEYS[cursor]
  local claim = read(bid.key)
  if not claim then
    local said = take(bid, granted)
    withdraw(estate, bid)
    return said
  end
  local is_judged = bid.is_held and claim.state ~= DONE -- to end for all it must be granted
  local is_its = is_of(claim, bid) and (is_judged or not ENDED[claim.state])
  local is_anew = is_its and is_granted_anew(claim, bid, ARGV[2])
  if is_its and is_doubtful(claim, bid, is_anew) then
    return 'D'
  end
  if not is_its then
    local is_the_owners = origin_of(claim) == from
    local is_same = is_the_owners and claim.fence == tonumber(granted)
    if bid.is_held or not is_same or claim.state ~= QUEUED then
      if not is_the_owners then
        withdraw(estate, bid) -- else it may have been left once more since it was read
      end
      return seen(claim, bid)
    end
    local is_left = is_current(estate)
      and redis.call('HEXISTS', estate, string.sub(bid.key, -16)) == 1
    if not is_left then
      return wait_for_its_owner(claim, bid)
    end
    pass_on(claim, bid)
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
