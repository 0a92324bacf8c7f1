namespace GameServer.Tests.Guards;

/// <summary>What stops a build also says what to use instead, in the words of who reads it.</summary>
public class BannedSymbolsTests
{
    private static readonly string[] General = Repository.Read("src/BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    private static readonly string[] Games = Repository.Read("src/GameServer.Games/BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void What_no_code_may_use_no_game_may_either()
    {
        var banned = Games.Select(Symbol).ToHashSet();

        General.Select(Symbol).Where(symbol => !banned.Contains(symbol) && !banned.Contains(TypeOf(symbol))).Should().BeEmpty("the games' list stands in place of the general one");
    }

    [Fact]
    public void A_game_is_sent_to_the_words_of_a_game()
    {
        Games.Select(line => line.Split(';')[1]).Should().NotContain(sentence => General.Any(line => line.EndsWith(sentence, StringComparison.Ordinal)), "TimeProvider and IChance break what these lines protect");
        Games.Should().Contain(["T:System.TimeProvider;Use Now and After.", "T:System.Security.Cryptography.RandomNumberGenerator;Use Roll or Shuffle."]);
    }

    private static string Symbol(string line) => line.Split(';')[0];

    // M:System.Threading.Thread.Sleep(System.Int32) is of T:System.Threading.Thread.
    private static string TypeOf(string symbol)
    {
        var member = symbol[2..].Split('(')[0];
        return $"T:{member[..member.LastIndexOf('.')]}";
    }
}
