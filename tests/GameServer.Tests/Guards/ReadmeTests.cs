using System.Text.RegularExpressions;

namespace GameServer.Tests.Guards;

/// <summary>What the README shows is what is built: its code is compared, its links lead somewhere, its rules are rules.</summary>
public partial class ReadmeTests
{
    private static readonly string Readme = Repository.Read("README.md");

    [Fact]
    public void The_game_it_shows_is_the_game_that_is_built()
    {
        var shown = Block().Matches(Readme).Select(block => block.Groups[2].Value).Single(code => code.Contains("class TicTacToe", StringComparison.Ordinal));

        shown.Should().Be(Repository.Read("src/GameServer.Games/TicTacToe/TicTacToe.cs"));
    }

    [Fact]
    public void The_promises_it_names_are_rules_of_the_protocol()
    {
        var rules = Rule().Matches(Repository.Read("src/GameServer.Protocol/PROTOCOL.md")).Select(match => match.Value).ToHashSet();

        var cited = Rule().Matches(Readme).Select(match => match.Value).ToHashSet();

        cited.Should().NotBeEmpty().And.BeSubsetOf(rules);
    }

    [Fact]
    public void Every_file_it_names_is_there()
    {
        var paths = Link().Matches(Readme).Select(match => match.Groups[1].Value).Where(path => !path.Contains("://", StringComparison.Ordinal) && path[0] != '#')
            .Concat(PathInCode().Matches(Readme).Select(match => match.Groups[1].Value));

        paths.Should().NotBeEmpty().And.OnlyContain(path => Path.Exists(Path.Combine(Repository.Root, path)));
    }

    [Fact]
    public void The_sentences_it_explains_are_those_that_are_said()
    {
        var sources = Repository.Files("src", ".cs", ".targets", ".json").Select(Repository.Read).ToArray();

        var fragments = Sentence().Matches(Readme)
            .SelectMany(heading => heading.Groups[1].Value.Split("...", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(fragment => fragment.Length > 3);

        fragments.Should().HaveCountGreaterThan(8).And.OnlyContain(fragment => sources.Any(source => source.Contains(fragment, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_sections_that_the_server_refers_to_are_there()
    {
        var named = Repository.Files("src", ".cs").SelectMany(file => Reference().Matches(Repository.Read(file))).Select(reference => $"({reference.Groups[1].Value})").Distinct();
        var headings = Heading().Matches(Readme).Select(heading => heading.Value).ToArray();

        named.Should().HaveCountGreaterThan(1).And.OnlyContain(name => headings.Any(heading => heading.EndsWith(name, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\b[A-Z]{3}-\d+\b")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();

    /// <summary>A heading that quotes the server.</summary>
    [GeneratedRegex(@"^### .*?""(.+)""", RegexOptions.Multiline)]
    private static partial Regex Sentence();

    /// <summary>What a sentence of the server sends its reader to.</summary>
    [GeneratedRegex(@"see README, Troubleshooting, ([^.""]+)\.")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^### .+$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    /// <summary>A path of the repository in backticks, without wildcards.</summary>
    [GeneratedRegex(@"`((?:src|tests)/[\w./-]+)`")]
    private static partial Regex PathInCode();
}
