-- The limits that all nodes keep together: the generic cell rate algorithm, by the time of Redis.
--
-- A bucket is the time up to which it is booked, µs, under a key that expires then: one that is
-- booked up to the past is full, as one that is not there.
local DELAY, HOLD, SOFT = 1, 2, 3
local CHARGE, CHARGE_BYTES = '>BI7I7', 15
local PACE_MAX = 86400000000
local micros = clock[1] * 1000000 + clock[2]

-- The next bid, behind what it takes of limits: of how many (1 byte), then of each what becomes of
-- an event over it (1: 0 refused, or as above), the time in which a permit comes back (7) and that
-- in which all do (7), µs. Their keys are behind the bid's.
local function next_charged(packed)
  local count = string.byte(packed)
  local bid = next_bid(packed, 2 + count * CHARGE_BYTES)
  bid.charges = {}
  for i = 1, count do
    local over, permit, burst = struct.unpack(CHARGE, packed, 2 + (i - 1) * CHARGE_BYTES)
    cursor = cursor + 1
    bid.charges[i] = { over = over, permit = permit, burst = burst, key = KEYS[cursor] }
  end
  return bid
end

-- Whether there was memory for it: until something is written, Redis says.
local function book(it, till)
  local said = redis.pcall('SET', it.key, digits(till), 'PXAT', digits(math.ceil(till / 1000)))
  return not said.err
end

-- Up to when a bucket is booked. No further than it can have been by this clock and this limit: one
-- that was set back, or was wider before, must keep nobody waiting for long. That is written, since
-- what is refused writes nothing else: a moment later it would be as far ahead again. Nil where
-- there is no memory for it.
local function booked(it)
  local till = tonumber(redis.call('GET', it.key) or 0)
  local most = micros + it.burst + (it.over == DELAY and PACE_MAX or 0)
  if till > most then
    if not book(it, most) then
      return nil
    end
    till = most
  end
  return math.max(micros, till)
end

-- Takes what a bid takes of its limits: all of it, or nothing where one of them refuses. What became
-- of each (T taken, O over a soft one, H over one that holds, S refused, by that one), and then how
-- long the event waits, or until that one lets it pass, µs. Nothing at all where it takes nothing, or
-- where there is no memory. Whoever is sent on now or never takes nothing when it would have to wait.
local function spend(bid, is_now)
  local letters, tills, pace, longest, stopper = {}, {}, 0, 0, 0
  for i, it in ipairs(bid.charges) do
    local before = booked(it)
    if not before then
      return ''
    end
    local till = before + it.permit
    local wait = till - micros - it.burst
    letters[i] = 'T'
    if wait <= 0 then
      tills[i] = till
    elseif it.over == SOFT then
      letters[i] = 'O'
    elseif it.over == HOLD then
      letters[i] = 'H'
    elseif it.over == DELAY and wait <= PACE_MAX then
      tills[i] = till
      pace = math.max(pace, wait)
    elseif wait > longest then
      stopper, longest = i, wait
    end
  end
  if stopper > 0 then
    letters[stopper] = 'S'
    return table.concat(letters) .. digits(longest)
  end
  if #letters == 0 then
    return ''
  end
  if pace == 0 or not is_now then
    for i, it in ipairs(bid.charges) do
      if tills[i] and not book(it, tills[i]) then
        return ''
      end
    end
  end
  return table.concat(letters) .. digits(pace)
end

-- Whether an event may go on at once, by what the limits said of it.
local function lets_pass(said)
  return said == '' or string.match(said, '^[TO]+0$') ~= nil
end

-- What an event took that came to nothing.
local function give_back(bid)
  for _, it in ipairs(bid.charges) do
    local before = booked(it)
    if before and before - it.permit > micros then
      book(it, before - it.permit)
    elseif before then
      redis.call('DEL', it.key)
    end
  end
end
