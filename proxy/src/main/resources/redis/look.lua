-- ARGV: generation, highest fence seen, bids behind what they take of limits.
local why = doubt(ARGV[1], ARGV[2])
if why then
  return why
end

local function looked(bid)
  local claim = read(bid.key)
  if claim then
    return claim
  end
  local name = named(bid)
  return nil, is_other(name, bid) and 'U' .. name or is_whole and 'F' or 'D'
end

-- Limits first: after any other write Redis would let them grow, however full it is.
local bids, answers = {}, {}
for i = 3, #ARGV do
  local bid = next_charged(ARGV[i])
  bids[i - 2] = bid
  if #bid.charges > 0 then
    local _, unknown = looked(bid)
    bid.said = unknown == 'F' and spend(bid, false) or ''
  end
end

-- As with settle: a receipt takes no more memory, and is counted where there is none.
redis.call('HDEL', KEYS[1], '')
for i, bid in ipairs(bids) do
  local claim, unknown = looked(bid)
  answers[i] = claim and seen(claim, bid) or unknown .. (bid.said or '')
end
return { fence, answers }
