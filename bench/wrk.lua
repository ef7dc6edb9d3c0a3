-- One operation of the benchmark: wrk … -s bench/wrk.lua URL -- SIDE OPERATION FOLDER ACTOR TURN
-- SIDE: limit or praxis. FOLDER holds ids.txt, groups.txt, words.txt, takeable.txt and the token's file.
local side, operation, folder, token, lines, counter, turn
local block = 512

local function read_lines(name)
  local all = {}
  local file = io.open(folder .. "/" .. name)
  if file then
    for line in file:lines() do all[#all + 1] = line end
    file:close()
  end
  return all
end

local files = {read = "ids.txt", list = "groups.txt", search = "words.txt", create = "groups.txt", transition = "takeable.txt", typo = "typos.txt"}
local limit_files = {transition = "ids.txt"}

function init(args)
  side, operation, folder = args[1], args[2], args[3]
  lines = read_lines(side == "limit" and limit_files[operation] or files[operation])
  if #lines == 0 then error("no " .. files[operation] .. " in " .. folder) end
  token = read_lines((args[4] or "broad") .. ".txt")[1]
  turn = tonumber(args[5]) or 0
  math.randomseed(os.time() + turn)
  counter = 2 * block - 1  -- wrk asks for one request that it never sends
end

-- The columns that the yardstick's lists print.
local columns = "&fields=number,title,state,priority,group,assignee,requester,created_at"

local function one() return lines[math.random(1, #lines)] end

local function product_request()
  local headers = {Authorization = "Bearer " .. token, ["Content-Type"] = "application/json"}
  if operation == "read" then return wrk.format("GET", "/api/v1/records/incident/" .. one(), headers) end
  if operation == "list" then
    return wrk.format("GET", "/api/v1/records/incident?limit=50&active=true&sort=priority,created_at"
      .. columns .. "&filter=group%20%3D%3D%20%22" .. one() .. "%22", headers)
  end
  if operation == "search" then return wrk.format("GET", "/api/v1/search?types=incident&limit=50" .. columns .. "&q=" .. one(), headers) end
  if operation == "typo" then return wrk.format("GET", "/api/v1/search?types=incident&limit=20&highlights=true" .. columns .. "&q=" .. one(), headers) end
  if operation == "create" then
    return wrk.format("POST", "/api/v1/records/incident", headers,
      '{"title": "Printer prints blank labels in hall 3", "description": "The shift writes labels by hand since this morning. Paper was changed twice.",'
      .. ' "channel": "phone", "requester": "person17@bench.example", "group": "' .. one() .. '", "impact": "medium", "urgency": "high", "category": "printer"}')
  end
  -- A block of records of this turn's own is put on hold, then resumed, and again: each request meets the state it needs.
  local step = counter % (2 * block)
  counter = counter + 1
  local number = lines[(turn * block + step % block) % #lines + 1]
  local verb = step < block and "hold" or "resume"
  return wrk.format("POST", "/api/v1/records/" .. number .. "/transitions/" .. verb, headers, step < block and '{"hold_reason": "supplier"}' or "{}")
end

local function limit_request()
  if operation == "read" then return wrk.format("GET", "/read/" .. one()) end
  if operation == "list" then return wrk.format("GET", "/list?group=" .. one()) end
  if operation == "search" then return wrk.format("GET", "/search?q=" .. one()) end
  if operation == "create" then
    return wrk.format("POST", "/create", {["Content-Type"] = "application/json"},
      '{"title": "Printer prints blank labels in hall 3", "description": "The shift writes labels by hand since this morning. Paper was changed twice.", "group": "' .. one() .. '"}')
  end
  return wrk.format("POST", "/transition/" .. one())
end

function request() return side == "limit" and limit_request() or product_request() end

function done(summary, latency, requests)
  local errors = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %.0f %.2f %.2f %d\n", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, errors))
end
