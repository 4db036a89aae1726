-- hash. The row begins with the grant, the client and the person: packed.rs.
local value = redis.call('GET', key('a', ARGV[1]))
if not value then
    return false
end
local client_length, subject_length, at = struct.unpack('BB', value, 2)
local client_mark = string.sub(value, at, at + client_length - 1)
at = at + client_length
local subject_mark = string.sub(value, at, at + subject_length - 1)
at = at + subject_length
local row = string.sub(value, at)
at = 1

local function number()
    local number, factor = 0, 1
    repeat
        local byte = string.byte(row, at)
        at = at + 1
        number = number + (byte % 128) * factor
        factor = factor * 128
    until byte < 128
    return number
end

local function bytes()
    local length = number()
    at = at + length
    return string.sub(row, at - length, at - 1)
end

local function optional()
    return number() > 0 and bytes() or nil
end

local grant, client, subject = optional(), bytes(), optional()
if grant and redis.call('EXISTS', key('mg', grant)) == 1
    or not is_current(client, client_mark)
    or subject and not is_current_of('ms', subject, subject_mark) then
    return false
end
return row
