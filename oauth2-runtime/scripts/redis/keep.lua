-- The seven of an access token that another store decides over: its value is 's', the marks of its
-- client and its person as they are now, then its row.
local name = key('a', ARGV[1])
if redis.call('EXISTS', name) == 1 then
    return 'taken'
end
local subject = ARGV[5]
if is_over(subject ~= '' and subject or nil, ARGV[4], tonumber(ARGV[6])) then
    return 'revoked'
end
local _, client_mark = mark_of('mc', ARGV[4])
local _, subject_mark = mark_of('ms', subject)
local seconds = life(tonumber(ARGV[6]), tonumber(ARGV[7]))
local head = 's' .. struct.pack('BB', #client_mark, #subject_mark) .. client_mark .. subject_mark
redis.call('SET', name, head .. ARGV[2], 'EX', seconds)
note_life(seconds)
return 'live'
