namespace GameServer.Tests.Guards;

/// <summary>The shape of the repository itself.</summary>
public class FileTests
{
    private const int LongestFile = 350;

    private static readonly string[] TopLevel =
    [
        "src", "tests", "GameServer.sln", "README.md", "Dockerfile", ".gitignore",
        // Build files that tools look for at the root alone.
        ".ci", ".dockerignore", ".editorconfig", "Directory.Build.props", "Directory.Packages.props", "global.json",
    ];

    [Fact]
    public void No_source_file_is_longer_than_a_reader_can_hold()
    {
        var tooLong = Repository.Files("src", ".cs", ".ts", ".tsx").Concat(Repository.Files("tests", ".cs", ".ts", ".tsx"))
            .Select(path => (path, lines: Repository.Read(path).Count(character => character == '\n')))
            .Where(file => file.lines > LongestFile);

        tooLong.Should().BeEmpty($"a file of more than {LongestFile} lines asks to be split by aspect");
    }

    [Fact]
    public void The_top_level_holds_nothing_but_source_tests_and_what_tools_need_there()
    {
        var entries = new DirectoryInfo(Repository.Root).EnumerateFileSystemInfos().Select(entry => entry.Name);

        // What git ignores there is made by running the program, the tests, or an editor.
        entries.Except([".git", "TestResults", "data", ".vs", ".vscode", ".idea"]).Should().BeSubsetOf(TopLevel);
    }

    [Fact]
    public void No_code_is_left_unfinished()
    {
        var words = new[] { "TO" + "DO", "FIX" + "ME", "Not" + "ImplementedException" };

        var unfinished = Repository.Files("src", ".cs", ".ts", ".tsx").Concat(Repository.Files("tests", ".cs", ".ts", ".tsx"))
            .Where(path => words.Any(word => Repository.Read(path).Contains(word, StringComparison.Ordinal)));

        unfinished.Should().BeEmpty("a limit is written down as a rule, not as a promise to oneself");
    }
}
