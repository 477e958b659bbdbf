-- What wrk sends: orders of two products each, or a mix of orders and reads.
--   wrk -s load.lua URL orders|mix FIRST COUNT    products FIRST and up, COUNT of them
-- Without arguments it sends what the URL says. BENCH_TOKENS names a file of access tokens, BENCH_CODE
-- a discount code that every order has.
-- SPDX-License-Identifier: MIT

local tokens, first, count = {}
local code = os.getenv("BENCH_CODE")
code = code and string.format(',"discount_code":"%s"', code) or ""

local function head(method, path)
    return string.format("%s /api/v1%s HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: Bearer %s\r\n",
        method, path, wrk.host, wrk.port, tokens[math.random(#tokens)])
end

local function order()
    local one = math.random(0, count - 1)
    local other = (one + math.random(1, count - 1)) % count
    local body = string.format('{"items":[{"product_id":%d,"quantity":1},{"product_id":%d,"quantity":1}]%s}',
        first + one, first + other, code)
    return string.format("%sIdempotency-Key: %09d%09d\r\nContent-Type: application/json\r\n" ..
        "Content-Length: %d\r\n\r\n%s", head("POST", "/orders"),
        math.random(999999999), math.random(999999999), #body, body)
end

local function mix()
    local dice = math.random(10)
    if dice == 1 then
        return order()
    elseif dice == 2 then
        return head("GET", "/orders/me?limit=20") .. "\r\n"
    elseif dice == 3 then
        return head("GET", "/products?limit=20") .. "\r\n"
    end
    return head("GET", "/products/" .. first + math.random(0, count - 1)) .. "\r\n"
end

function init(args)
    if #args == 0 then
        return
    end
    local a, b, c, d = io.open("/dev/urandom"):read(4):byte(1, 4)
    math.randomseed(((a * 256 + b) * 256 + c) * 256 + d)
    for token in io.lines(os.getenv("BENCH_TOKENS")) do
        tokens[#tokens + 1] = token
    end
    request = args[1] == "mix" and mix or order
    first, count = tonumber(args[2]), tonumber(args[3])
end

-- The rate a second, the requests, how many of them failed, and milliseconds of the slowest.
function done(summary, latency)
    local e = summary.errors
    io.write(string.format("result %.1f %d %d %.1f\n", summary.requests / summary.duration * 1e6,
        summary.requests, e.connect + e.read + e.write + e.status + e.timeout, latency.max / 1000))
end
