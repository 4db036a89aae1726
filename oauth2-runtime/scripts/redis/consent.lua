-- subject, client, place, scopes to remember or nothing: the scopes that are allowed, if any.
local subject, client, place = ARGV[1], ARGV[2], ARGV[3]
local name = consents(subject, client)
local row = redis.call('HMGET', name, 'm', 'n', place)
local scopes = row[3]
if row[1] and not (is_current_of('ms', subject, row[1]) and is_current(client, row[2])) then
    redis.call('DEL', name)
    scopes = false
end
if ARGV[4] then
    local _, m = mark_of('ms', subject)
    local _, n = mark_of('mc', client)
    scopes = scopes or ''
    for word in string.gmatch(ARGV[4], '[^ ]+') do
        if not string.find(' ' .. scopes .. ' ', ' ' .. word .. ' ', 1, true) then
            scopes = scopes .. ' ' .. word
        end
    end
    redis.call('HSET', name, 'm', m, 'n', n, place, scopes)
end
if scopes then
    -- Nobody is asked again within a year of the last time.
    redis.call('EXPIRE', name, YEAR)
    note_life(YEAR)
end
return scopes
