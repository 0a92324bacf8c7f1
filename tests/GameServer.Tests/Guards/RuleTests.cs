using System.Text.RegularExpressions;

namespace GameServer.Tests.Guards;

/// <summary>
/// PROTOCOL.md promises, tests hold: each rule is cited by a test (a trait in C#, the start of a title in
/// TypeScript), and no test cites a rule that is not there.
/// </summary>
public partial class RuleTests
{
    private static readonly string Protocol = Repository.Read("src/GameServer.Protocol/PROTOCOL.md");
    private static readonly string[] Rules = [.. Rule().Matches(Protocol).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Every_rule_is_cited_by_a_test()
    {
        var cited = Citations().Select(citation => citation.Rule).ToHashSet();

        Rules.Should().NotBeEmpty().And.BeSubsetOf(cited, "a promise without a test is a wish");
    }

    [Fact]
    public void No_test_cites_a_rule_that_is_not_there()
    {
        var unknown = Citations().Where(citation => !Rules.Contains(citation.Rule));

        unknown.Should().BeEmpty("an id that PROTOCOL.md does not have promises nothing");
    }

    [Fact]
    public void Every_rule_is_written_once_and_says_why()
    {
        Rules.Should().OnlyHaveUniqueItems();

        foreach (Match rule in Rule().Matches(Protocol)) rule.Groups[2].Value.Should().Contain("*Why: ", $"{rule.Groups[1].Value} has a reason");
    }

    private static IEnumerable<(string Rule, string File)> Citations() =>
        from file in Repository.Files("tests", ".cs", ".ts").Concat(Repository.Files("src/web", ".ts", ".tsx"))
        let text = Repository.Read(file)
        from rule in file.EndsWith(".cs", StringComparison.Ordinal)
            ? Trait().Matches(text).Select(match => match.Groups[1].Value)
            : Title().Matches(text).SelectMany(match => Id().Matches(match.Groups[1].Value)).Select(match => match.Value)
        select (rule, file);

    /// <summary>A paragraph that begins with a rule's id in bold.</summary>
    [GeneratedRegex(@"^- \*\*([A-Z]{3}-\d+)\*\* (.+)$", RegexOptions.Multiline)]
    private static partial Regex Rule();

    [GeneratedRegex(@"Trait\(""rule"", ""([A-Z]{3}-\d+)""\)")]
    private static partial Regex Trait();

    /// <summary>The ids a title begins with: <c>it('DLV-1, MOV-3 ...'</c>.</summary>
    [GeneratedRegex(@"\b(?:it|test|describe)(?:\.each\([^)]*\))?\(\s*['""`]((?:[A-Z]{3}-\d+[ ,:]+)+)")]
    private static partial Regex Title();

    [GeneratedRegex(@"[A-Z]{3}-\d+")]
    private static partial Regex Id();
}
