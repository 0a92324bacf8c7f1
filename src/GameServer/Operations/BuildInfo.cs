using System.Reflection;

namespace GameServer.Operations;

/// <summary>Which build this is.</summary>
internal static class BuildInfo
{
    private static readonly string[] Parts =
        (typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+', 2);

    /// <summary>The version that was released.</summary>
    public static string Version => Parts[0];

    /// <summary>The commit it was built from; <c>unknown</c> where that was not told.</summary>
    public static string Commit => Parts.ElementAtOrDefault(1) ?? "unknown";
}
