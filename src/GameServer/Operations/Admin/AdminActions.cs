using GameServer.Engine;

namespace GameServer.Operations;

/// <summary>What the operators' page asks for.</summary>
/// <param name="Action">One of <see cref="AdminActions"/>' words.</param>
/// <param name="Room">The room it is about, if it is about one.</param>
/// <param name="Player">The player it is about, if it is about one.</param>
/// <param name="Ban">The id of the ban that is lifted.</param>
/// <param name="Minutes">How long an address is kept out; 1 to 10,080 (a week).</param>
internal sealed record AdminRequest(string Action, string? Room = null, string? Player = null, string? Ban = null, int? Minutes = null);

/// <summary>What an operator may do. Each attempt is written into the audit log, whatever came of it.</summary>
internal sealed class AdminActions(Node node, Bans bans, AddressNames names, AuditLog audit, IHostApplicationLifetime lifetime)
{
    private const string Done = "done";
    private const int MostMinutes = 10_080, LongestTarget = 64;

    /// <summary>Does it; <c>done</c>, or why not.</summary>
    public async Task<string> DoAsync(string from, AdminRequest request)
    {
        var (target, doing) = Find(request);
        var outcome = await doing;
        audit.Add(from, Short(request.Action), Short(target), outcome);
        return outcome;
    }

    private (string Target, Task<string> Doing) Find(AdminRequest request) => request switch
    {
        { Action: "close", Room: { } room } => ($"room {room}", OfRoomAsync(node.CloseRoomAsync(room))),
        { Action: "save", Room: { } room } => ($"room {room}", OfRoomAsync(node.SaveRoomAsync(room))),
        { Action: "kick", Room: { } room, Player: { } player } => ($"player {player} in room {room}", KickAsync(room, player)),
        { Action: "ban", Player: { } player, Minutes: >= 1 and <= MostMinutes and var minutes } => Ban(player, minutes),
        { Action: "unban", Ban: { } id } => Lift(id),
        { Action: "drain" } => ("the server", Task.FromResult(Drain())),
        _ => ("nothing", Task.FromResult("This is no action, or something it needs is missing.")),
    };

    private static async Task<string> OfRoomAsync(Task<bool> doing) => await doing ? Done : "There is no such live room.";

    private async Task<string> KickAsync(string room, string player) => await node.KickAsync(room, player) ? Done : "There is no such member.";

    private (string, Task<string>) Ban(string player, int minutes)
    {
        if (node.AddressOf(player) is not { } address) return ($"the address of player {player}", Task.FromResult("The player is not connected."));
        bans.Add(address, TimeSpan.FromMinutes(minutes));
        node.EndFrom(address);
        return ($"{names.Of(address)} for {minutes} min", Task.FromResult(Done));
    }

    private (string, Task<string>) Lift(string id)
    {
        var ban = bans.All.FirstOrDefault(ban => AddressMask.IdOf(ban.Address) == id);
        return ban is not null && bans.Remove(ban.Address)
            ? (names.Of(ban.Address), Task.FromResult(Done))
            : ($"ban {id}", Task.FromResult("There is no such ban."));
    }

    private string Drain()
    {
        lifetime.StopApplication();
        return Done;
    }

    private static string Short(string text) => text.Length <= LongestTarget ? text : text[..LongestTarget];
}
