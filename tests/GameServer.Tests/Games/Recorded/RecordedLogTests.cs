using GameServer.Tests.Guards;

namespace GameServer.Tests.Games.Recorded;

/// <summary>
/// Logs as the server hands them out. The browser's tests replay the files (src/web/games/recorded.test.ts) and must come to the
/// server's own view, so that a game and its page cannot drift apart.
/// </summary>
public sealed class RecordedLogTests
{
    public static TheoryData<string> Names => [.. Matches.All.Keys];

    [Theory, MemberData(nameof(Names)), Trait("rule", "SNP-1"), Trait("rule", "DLV-1")]
    public void The_recorded_log_is_what_the_server_hands_out_today(string name)
    {
        var path = Path.Combine(Repository.Root, $"tests/protocol/logs/{name}.json");
        var now = Matches.All[name]().Write();

        if (Environment.GetEnvironmentVariable("APPROVE_LOGS") == "1") File.WriteAllText(path, now);

        Difference(File.ReadAllText(path).Split('\n'), now.Split('\n')).Should().BeNull(
            $"{name}.json is replayed by the page's tests; if the change is meant, run `APPROVE_LOGS=1 dotnet test tests/GameServer.Tests --filter RecordedLogTests`, " +
            "then `npx vitest run games sdk` in src/web, and commit the new file");
    }

    // The first line alone: what follows differs mostly because of it.
    private static string? Difference(string[] kept, string[] now)
    {
        var at = kept.Zip(now).TakeWhile(lines => lines.First == lines.Second).Count();
        return at == kept.Length && at == now.Length ? null : $"line {at + 1}: {kept.ElementAtOrDefault(at)} is now {now.ElementAtOrDefault(at)}";
    }
}
