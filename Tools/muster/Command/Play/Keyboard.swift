import Glibc
import Threads

/// Lines that somebody types.
///
/// Reading blocks, so that it has a thread of its own; it is left behind in its last read when the process ends.
final class Keyboard: Sendable {
    /// Each line; the end when standard input has ended.
    let lines: AsyncStream<String>

    init() {
        let (stream, feed) = AsyncStream<String>.makeStream()
        lines = stream
        DedicatedThread.start(name: "keyboard") {
            while let line = readLine() { feed.yield(line) }
            feed.finish()
        }
    }

    /// What is typed is no longer shown, where standard input is a terminal. Gives back what `show` needs.
    static func hide() -> termios? {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
        return before
    }

    /// Undoes `hide`.
    static func show(_ before: termios?) {
        guard var before else { return }
        tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
    }
}
