using GameServer.Engine;
using GameServer.Games;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

/// <summary>Tables as a room opens them, and short ways to drive them.</summary>
internal static class Some
{
    public static GameCatalog Catalog { get; } = new GameCatalog().Add<Relay>().Add<TicTacToe>().Add<HighCard>().Add<Arena>();

    public static Table Table(string game = "tictactoe", bool isQuick = false, int seed = 1, GameCatalog? catalog = null, string? options = null)
    {
        var bytes = new byte[32];
        new Random(seed).NextBytes(bytes);
        var table = (catalog ?? Catalog).Open(game, options is null ? null : Json(options), isQuick, bytes, out var refusal);
        refusal.Should().BeNull();
        return table!;
    }

    public static RawJson Json(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    public static Step Join(this Table table, string player, bool spectate = false) => table.Join(new Newcomer(player, player.ToUpperInvariant(), 0), spectate);

    public static Step Do(this Table table, string player, string move, params string[] args) => table.Move(player, move, [.. args.Select(Json)]);

    public static Step Advance(this Table table, double seconds) => table.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Runs everything that becomes due in so many seconds.</summary>
    public static List<Published> Run(this Table table, double seconds)
    {
        var events = new List<Published>();
        var left = TimeSpan.FromSeconds(seconds);
        while (table.NextDue is { } due && due <= left)
        {
            left -= due;
            var step = table.Advance(due);
            step.Fault.Should().BeNull();
            events.AddRange(step.Events);
        }
        table.Advance(left);
        return events;
    }

    public static Table Restored(this Table table, GameCatalog? catalog = null) => (catalog ?? Catalog).Restore(table.SaveTable(), table.SaveState());

    public static string[] Types(this Step step) => [.. step.Events.Select(e => e.Type)];

    public static int? SeatOf(this Table table, string player) => table.Members.Single(member => member.Id == player).Seat;

    public static System.Text.Json.Nodes.JsonNode See(this Table table, string? player) => System.Text.Json.Nodes.JsonNode.Parse(table.View(player).ToString())!;

    public static string? CaptainOf(this Table table) => (string?)table.See(null)["table"]!["captain"];
}
