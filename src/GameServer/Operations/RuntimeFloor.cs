using System.Runtime.InteropServices;

namespace GameServer.Operations;

/// <summary>The oldest runtime that may face the internet: older ones let one request be taken for two (CVE-2025-55315).</summary>
internal static class RuntimeFloor
{
    private const string Name = ".NET ";

    /// <summary>Why the server does not start on this runtime; null: it does.</summary>
    public static string? Refusal(string? description = null)
    {
        var version = (description ?? RuntimeInformation.FrameworkDescription).Replace(Name, "", StringComparison.Ordinal);
        return IsSafe(version) ? null : $"The runtime is {version}, which lets one request be taken for two (CVE-2025-55315): install .NET 10.0.0 or later, 9.0.10 or 8.0.21.";
    }

    private static bool IsSafe(string text)
    {
        var (number, preview) = text.Split('-', 2) is [var a, var b] ? (a, b) : (text, "");
        if (!Version.TryParse(number, out var version)) return false;
        // Of the previews of 10.0.0 the second release candidate is the first that is mended.
        if (preview.Length > 0) return version > new Version(10, 0, 0) || (version == new Version(10, 0, 0) && preview.StartsWith("rc.2", StringComparison.Ordinal));
        return version >= new Version(10, 0, 0)
            || (version.Major == 9 && version >= new Version(9, 0, 10))
            || (version.Major == 8 && version >= new Version(8, 0, 21));
    }
}
