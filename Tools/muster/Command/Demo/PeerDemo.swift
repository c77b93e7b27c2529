import APIClient
import Contracts
import PeerExample

/// Two peers who meet without a match server, shown.
struct PeerDemo {
    let gateway: String
    let terminal: Terminal

    /// What went wrong, if anything.
    func run() async -> [String] {
        var random = SystemRandomNumberGenerator()
        let region = "demo-" + RandomText.base32(length: 8, using: &random)
        do {
            return try await withThrowingTaskGroup(of: Meeting.self) { group in
                for name in ["Ryu", "Ken"] {
                    group.addTask {
                        var configuration = ReferencePeer.Configuration(gateway: GatewayClient(gateway), name: name)
                        configuration.region = region
                        configuration.longestWait = .milliseconds(500)
                        let meeting = try await ReferencePeer(configuration).meet { show($0, name) }
                        show(PeerLine.text(of: meeting), name)
                        return meeting
                    }
                }
                var roles: Set<Meeting.Role> = []
                for try await meeting in group { roles.insert(meeting.role) }
                return roles.count == 2 ? [] : ["the two peers met others"]
            }
        } catch {
            return ["the two peers did not meet: \(error)"]
        }
    }

    private func show(_ step: PeerStep, _ name: String) {
        if case .waiting = step { return }
        show(PeerLine.text(of: step), name)
    }

    private func show(_ text: String, _ name: String) {
        Output.line("  \(terminal.styled(name, .cyan))  \(text)")
    }
}
