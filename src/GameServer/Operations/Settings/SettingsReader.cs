using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>
/// Reads the section <c>GameServer</c> into the options and accepts nothing it does not know:
/// a mistyped key must not leave a limit at its default.
/// </summary>
internal static class SettingsReader
{
    public const string Section = "GameServer";

    private static readonly Dictionary<string, Setting> Known = Setting.All.ToDictionary(setting => setting.Key, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="OptionsValidationException">A key is unknown or a value of another type; its failures are sentences.</exception>
    public static void Read(IConfiguration configuration, GameServerOptions options)
    {
        var failures = new List<string>();
        Read(configuration.GetSection(Section), "", options, failures);
        if (failures.Count > 0) throw new OptionsValidationException(Section, typeof(GameServerOptions), failures);
    }

    private static void Read(IConfigurationSection section, string prefix, GameServerOptions options, List<string> failures)
    {
        foreach (var child in section.GetChildren())
        {
            var key = prefix + child.Key;
            if (Known.TryGetValue(key, out var setting))
            {
                if (!setting.TrySet(options, child)) failures.Add($"{Section}:{setting.Key} is \"{child.Value}\": it must be {setting.Expected}.");
            }
            else if (child.Value is null && Known.Keys.Any(known => known.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)))
            {
                Read(child, key + ":", options, failures);
            }
            else
            {
                failures.Add($"{Section}:{key} is no setting; the nearest one is {Section}:{Nearest(key)}.");
            }
        }
    }

    // The right name in the wrong group is as near as one wrong letter.
    private static string Nearest(string key) =>
        Known.Keys.MinBy(known => Math.Min(Distance(known, key), 1 + Distance(Name(known), Name(key))))!;

    private static string Name(string key) => key[(key.LastIndexOf(':') + 1)..];

    /// <summary>Fewest letters to insert, delete or replace (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        (a, b) = (a.ToUpperInvariant(), b.ToUpperInvariant());
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
