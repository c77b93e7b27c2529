/// What `--help` prints about settings.
enum SettingsHelp {
    /// A paragraph for each setting, required ones first, else in the order of declaration.
    static func text(_ settings: [any SettingDeclaration]) -> String {
        let ordered = settings.filter(\.isRequired) + settings.filter { !$0.isRequired }
        return ordered.map(paragraph).joined(separator: "\n")
    }

    private static func paragraph(_ setting: any SettingDeclaration) -> String {
        var notes = [setting.expectation]
        if setting.isRequired { notes.append("required") }
        if let text = setting.defaultText, !text.isEmpty { notes.append("default \(text)") }
        if setting.isSecret { notes.append("secret, or \(setting.name)_FILE") }
        return "  \(setting.name)\n      \(setting.help)\n      (\(notes.joined(separator: "; ")))\n"
    }
}
