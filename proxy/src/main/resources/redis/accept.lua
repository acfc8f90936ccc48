-- ARGV: generation, highest fence seen, for how long it runs by pass-through, ms, or nothing; bids
-- behind what they take of limits, which counts where they run: what is kept has taken it before.
-- The last of KEYS is the estate of the bidder: what is asked for anew nobody inherits meanwhile.
local why = doubt(ARGV[1], ARGV[2]) or doubt_of_absence()
if why then
  return why
end
local runs = tonumber(ARGV[3])

-- Whether it may be known to a node that has not been heard, so that nothing new is granted.
local function is_doubtful(bid)
  return not is_whole and not bid.is_vouched
end

local function granted(claim)
  return 'G' .. digits(claim.fence)
end

-- What nobody inherits any more when all the rest is written: it frees memory, and what follows a write
-- goes past the guard of a Redis that is full.
local anew = {}

-- What is the bidder's already.
local function again(claim, bid)
  local is_anew = is_granted_anew(claim, bid, ARGV[2])
  if is_anew then
    anew[#anew + 1] = bid
  end
  -- A person would not have it, and whoever asks has it at rest: once all have spoken, and nobody was
  -- granted it, it ends for all of them.
  local is_judged = claim.state ~= DONE and bid.is_held
  if ENDED[claim.state] and not is_judged then
    return known(claim)
  end
  -- Or one who is missing took it up while its owner was taken for dead, and has sent it.
  local is_grant = claim.fence == 0 or is_anew
  if is_grant and is_doubtful(bid) then
    return 'D'
  end
  if is_grant then
    claim.fence = next_fence()
  end
  if not runs and (claim.state == RUNNING or not bid.is_held) then
    claim.state = bid.is_held and HELD or QUEUED
    claim.expires = false
  end
  put(bid, claim)
  return granted(claim)
end

local function take(bid)
  local claim = read(bid.key)
  if claim then
    -- A turn that comes late takes nothing from what its node has kept since.
    if not runs then
      renew(claim, bid)
    end
    if is_of(claim, bid) then
      return again(claim, bid)
    end
    return seen(claim, bid)
  end
  local name = named(bid)
  if is_other(name, bid) then
    return 'U' .. name
  end
  if is_doubtful(bid) then
    if bid.is_held and not runs then
      put(bid, claim_of(bid, 0, HELD)) -- copies of it are known
    end
    return 'D'
  end
  local said = runs and spend(bid, true) or ''
  if not lets_pass(said) then
    return 'F' .. said
  end
  claim = claim_of(bid, next_fence(), bid.is_held and HELD or QUEUED)
  if runs then
    claim.state = RUNNING
    claim.expires = now + runs
  end
  put(bid, claim)
  return granted(claim) .. said
end

local answers = {}
for i = 4, #ARGV do
  answers[i - 3] = take(next_charged(ARGV[i]))
end
for _, bid in ipairs(anew) do
  withdraw(KEYS[#KEYS], bid)
end
return answer(answers)
