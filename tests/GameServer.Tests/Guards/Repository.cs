namespace GameServer.Tests.Guards;

/// <summary>The files of this repository, as the guards read them.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Made = ["bin", "obj", "node_modules", "wwwroot", "TestResults", "out", "data", ".git", ".vs", ".idea"];

    /// <summary>The folder of GameServer.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Paths below a folder, relative to the root, with forward slashes; what builds and tests make is left out.</summary>
    public static IEnumerable<string> Files(string folder, params string[] extensions) =>
        Below(new DirectoryInfo(Path.Combine(Root, folder)))
            .Where(file => extensions.Length == 0 || extensions.Contains(file.Extension))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>
    /// The assembly of a source project as this build made it. The copy beside the tests may be another one: measuring
    /// coverage writes its own calls into it.
    /// </summary>
    public static string Built(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Root, "src", project, "bin", output.Parent!.Name, output.Name, $"{project}.dll");
    }

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(child => !Made.Contains(child.Name)).SelectMany(Below));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GameServer.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No GameServer.sln above {AppContext.BaseDirectory}.");
        }
        return folder.FullName;
    }
}
