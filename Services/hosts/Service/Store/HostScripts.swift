import Redis

/// What is done to the pool in Redis, each as one atomic step. `HostPool` is the model of all of them.
///
/// Every script is called with the same first arguments: a time in milliseconds, or 0 for the server's own clock; the
/// incarnation that the caller knows, or nothing; an incarnation to use where there is none; how long a quarantine is.
/// Every answer begins with the present incarnation.
enum HostScripts {
    /// Further arguments: id, room, address, region, status, capacity, public address (each empty when left out), name of the
    /// game info after a `=` and its specs (the former empty when the game info is left out), default region, lifetimes of
    /// key, session and reservation.
    static let heartbeat = RedisScript(prelude + heartbeatBody)
    /// Further arguments: id, status, session silence. Answers 1, or 0 when the host isn't alive.
    static let status = RedisScript(prelude + statusBody)
    /// Further arguments: region or nothing, reservation, session silence. Answers `found`, id, room; `none`; or `again`
    /// when too many dead hosts stood in the way to go on within one step.
    static let find = RedisScript(prelude + findBody)
    /// Further arguments: match, session silence, region or nothing, reservation. Answers `found`, id, room, region; else as
    /// `find`.
    static let reserve = RedisScript(prelude + reserveBody)
    /// Further arguments: match, session silence. Answers `gone`, `kept` or `inSession`.
    static let check = RedisScript(prelude + checkBody)
    /// Further arguments: match, session silence. Answers nothing.
    static let release = RedisScript(prelude + releaseBody)
    /// Further arguments: place in the list, how many, session silence. Answers how many there were before the dead among
    /// them were left out, then for each host id, record, capacity, reservations, sessions.
    static let list = RedisScript(prelude + listBody)
    /// Further arguments: how many at most. Takes the dead out of the indexes and answers how many those were.
    static let sweep = RedisScript(prelude + sweepBody)

    private static let prelude = """
        local time = redis.call('TIME')
        local now = tonumber(ARGV[1])
        if now == 0 then now = time[1] * 1000 + math.floor(time[2] / 1000) end

        -- Which store this is. One who knew another knows that everything before was lost.
        local incarnation = redis.call('GET', '\(HostKeys.incarnation)')
        if not incarnation then
            incarnation = ARGV[3] .. ':' .. string.format('%.0f', now)
            redis.call('SET', '\(HostKeys.incarnation)', incarnation)
        end
        if ARGV[2] ~= '' and ARGV[2] ~= incarnation then
            local over = tonumber(string.match(incarnation, ':(%d+)$')) + tonumber(ARGV[4])
            if over > now then
                redis.call('SET', '\(HostKeys.quarantine)', string.format('%.0f', over), 'PX', ARGV[4])
            end
        end

        local function number(value) return string.format('%.0f', value) end

        -- What is known of a host, without what has lapsed; nil when nothing is. `silence`: how long a session outlives
        -- the last heartbeat.
        local function load(id, silence)
            local state = redis.call('HMGET', '\(HostKeys.state)' .. id,
                'region', 'room', 'capacity', 'sessions', 'reservations', 'heartbeat', 'alive')
            if not state[1] then return nil end
            local host = { id = id, region = state[1], room = state[2], capacity = tonumber(state[3]),
                sessions = tonumber(state[4]), reservations = {}, heartbeat = tonumber(state[6]),
                alive = tonumber(state[7]) }
            for lapse in string.gmatch(state[5], '%d+') do
                if tonumber(lapse) > now then table.insert(host.reservations, tonumber(lapse)) end
            end
            if now >= host.heartbeat + silence then host.sessions = 0 end
            return host
        end

        local function lives(host) return host.alive > now and redis.call('EXISTS', '\(HostKeys.record)' .. host.id) == 1 end

        local function drop(member)
            local region = string.sub(member, string.find(member, '|', 1, true) + 1)
            redis.call('SREM', '\(HostKeys.free)', member)
            redis.call('SREM', '\(HostKeys.free):' .. region, member)
            redis.call('ZREM', '\(HostKeys.returning)', member)
            redis.call('ZREM', '\(HostKeys.returning):' .. region, member)
            redis.call('ZREM', '\(HostKeys.alive)', member)
        end

        -- Puts a living host where `find` looks for it.
        local function place(host)
            local member = host.id .. '|' .. host.region
            if host.capacity - #host.reservations - host.sessions > 0 then
                redis.call('SADD', '\(HostKeys.free)', member)
                redis.call('SADD', '\(HostKeys.free):' .. host.region, member)
                redis.call('ZREM', '\(HostKeys.returning)', member)
                redis.call('ZREM', '\(HostKeys.returning):' .. host.region, member)
                return
            end
            redis.call('SREM', '\(HostKeys.free)', member)
            redis.call('SREM', '\(HostKeys.free):' .. host.region, member)
            if #host.reservations > 0 then
                redis.call('ZADD', '\(HostKeys.returning)', number(host.reservations[1]), member)
                redis.call('ZADD', '\(HostKeys.returning):' .. host.region, number(host.reservations[1]), member)
            else
                redis.call('ZREM', '\(HostKeys.returning)', member)
                redis.call('ZREM', '\(HostKeys.returning):' .. host.region, member)
            end
        end

        local function saveSlots(host)
            local lapses = {}
            for _, lapse in ipairs(host.reservations) do table.insert(lapses, number(lapse)) end
            redis.call('HSET', '\(HostKeys.state)' .. host.id, 'sessions', host.sessions,
                'reservations', table.concat(lapses, ','))
        end

        local function beginSession(host)
            if #host.reservations > 0 then table.remove(host.reservations, 1) end
            if host.sessions < host.capacity then host.sessions = host.sessions + 1 end
        end

        local function shown(host) return host.sessions > 0 and 'busy' or 'idle' end


        """
}
