import WebSocket

/// Rooms of two: what one member says the other hears.
actor SignallingRooms {
    private static let places = 2
    private var rooms: [String: [WebSocketConnection]] = [:]

    /// Keeps a member in its room until its socket ends. One who finds the room full is closed with 1008.
    func serve(_ member: WebSocketConnection, in room: String) async {
        let others = rooms[room, default: []]
        guard others.count < Self.places else {
            return await member.close(.policyViolation, reason: "the room is full")
        }
        rooms[room, default: []].append(member)
        if !others.isEmpty { await tell(others + [member], SignallingMessage(.peerJoined)) }
        for await message in member.messages {
            guard let text = message.text else { continue }
            for other in rooms[room, default: []] where other !== member { await send(text, to: other) }
        }
        rooms[room, default: []].removeAll { $0 === member }
        await tell(rooms[room, default: []], SignallingMessage(.peerLeft))
        if rooms[room, default: []].isEmpty { rooms[room] = nil }
    }

    private func tell(_ members: [WebSocketConnection], _ message: SignallingMessage) async {
        for member in members { await send(message.text, to: member) }
    }

    /// One who is gone is noticed by whoever reads from it.
    private func send(_ text: String, to member: WebSocketConnection) async {
        do { try await member.send(text) } catch { return }
    }
}
