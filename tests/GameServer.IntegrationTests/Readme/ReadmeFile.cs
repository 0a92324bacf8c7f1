namespace GameServer.IntegrationTests.Readme;

/// <summary>The README and the sources it quotes.</summary>
internal static class ReadmeFile
{
    private static readonly string Root = FindRoot();

    public static string Path { get; } = System.IO.Path.Combine(Root, "README.md");

    public static string Text => File.ReadAllText(Path);

    public static string ReadSource(string path) => File.ReadAllText(System.IO.Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "GameServer.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No GameServer.sln above {AppContext.BaseDirectory}.");
        }
        return folder.FullName;
    }
}
