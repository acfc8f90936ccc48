-- ARGV: generation, highest fence seen, bids.
local why = doubt(ARGV[1], ARGV[2])
if why then
  return why
end

-- As with settle: a receipt takes no more memory, and is counted where there is none.
redis.call('HDEL', KEYS[1], '')
local answers = {}
for i = 3, #ARGV do
  local bid = next_bid(ARGV[i], 1)
  local claim = read(bid.key)
  if claim then
    answers[i - 2] = seen(claim, bid)
  else
    local name = named(bid)
    answers[i - 2] = is_other(name, bid) and 'U' .. name or is_whole and 'F' or 'D'
  end
end
return { fence, answers }
