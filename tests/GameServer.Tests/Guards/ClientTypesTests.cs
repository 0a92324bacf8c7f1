using GameServer.Engine;
using GameServer.Games;

namespace GameServer.Tests.Guards;

/// <summary>The page is checked against what the shipped games are today.</summary>
public class ClientTypesTests
{
    [Fact]
    public void The_types_of_the_shipped_games_are_those_of_their_classes()
    {
        var written = Path.Combine(Repository.Root, "src/web/games/types.ts");
        var now = GameTypes.Of(new GameCatalog().Add<Relay>().Add<TicTacToe>().Add<Sparks>());

        if (Environment.GetEnvironmentVariable("APPROVE_TYPES") == "1") File.WriteAllText(written, now);

        now.Split('\n').Should().Equal(File.ReadAllText(written).Split('\n'),
            "src/web/games/types.ts is stale: write it with dotnet run --project src/GameServer -- --types=../web/games/types.ts, or this test with APPROVE_TYPES=1, and commit it");
    }
}
