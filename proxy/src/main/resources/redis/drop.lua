-- ARGV: generation, highest fence seen, the fence of the grant, a bid.
local why = doubt(ARGV[1], ARGV[2])
if why then
  return why
end
local bid = next_bid(ARGV[4], 1)
local claim = read(bid.key)
local is_settled = 1
if claim then
  if claim.state == RUNNING and claim.fence == tonumber(ARGV[3]) then
    redis.call('DEL', bid.key)
    local name = named(bid)
    if name and not is_other(name, bid) then
      redis.call('DEL', bid.alias)
    end
  else
    is_settled = 0
  end
end
return answer({ is_settled })
