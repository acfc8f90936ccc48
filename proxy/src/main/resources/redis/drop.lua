-- ARGV: generation, highest fence seen, the fence of the grant, a bid behind what is given back of
-- limits with it. With the fence 0 it is the grant of the bid's own origin, which its bidder has not
-- heard of.
local why = doubt(ARGV[1], ARGV[2])
if why then
  return why
end
local bid = next_charged(ARGV[4])
local claim = read(bid.key)
local is_settled = 1
if claim then
  local wanted = tonumber(ARGV[3])
  local is_it = claim.fence == wanted
  if wanted == 0 then
    is_it = is_of(claim, bid)
  end
  if claim.state == RUNNING and is_it then
    redis.call('DEL', bid.key)
    give_back(bid)
    local name = named(bid)
    if name and not is_other(name, bid) then
      redis.call('DEL', bid.alias)
    end
  else
    is_settled = 0
  end
end
return answer({ is_settled })
