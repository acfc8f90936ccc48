-- ARGV: generation, highest fence seen, the most bytes of an estate, then of each: the fence of its
-- grant (6 bytes) and its bid, and what is left to others. The last of KEYS is the bidder's estate.
local why = doubt(ARGV[1], ARGV[2])
if why then
  return why
end
local estate, most = KEYS[#KEYS], tonumber(ARGV[3])

local function deposit(packed, left)
  local granted = struct.unpack('>I6', packed)
  local bid = next_bid(packed, 7)
  local claim = read(bid.key)
  if not claim or not is_of(claim, bid) or claim.state ~= QUEUED or claim.fence ~= granted then
    return 0
  end
  if not is_current(estate) then
    clear(estate)
  end
  local name = string.sub(bid.key, -16)
  local more = #left - redis.call('HSTRLEN', estate, name)
  if tonumber(redis.call('HGET', estate, BYTES) or 0) + more > most then
    return 0
  end
  redis.call('HSET', estate, GENERATION, digits(generation), name, left)
  redis.call('HINCRBY', estate, BYTES, more)
  return 1
end

local answers = {}
for i = 4, #ARGV, 2 do
  answers[#answers + 1] = deposit(ARGV[i], ARGV[i + 1])
end
return answer(answers)
