using System.Text.Json;
using GameServer.Client;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>Who is in a room and who is away, as a page would show it: taken from a snapshot, kept up by events.</summary>
internal sealed class MemberView : IView
{
    private readonly SortedDictionary<string, bool> _away = new(StringComparer.Ordinal);

    public string Begin(RoomItem.Snapshot snapshot)
    {
        _away.Clear();
        foreach (var member in snapshot.State.To<State>()!.Table.Members) _away[member.Id] = member.Away;
        return Hash();
    }

    public string Apply(RoomItem.Event item)
    {
        switch (item.Type)
        {
            case "joined" or "back":
                _away[item.From!] = false;
                break;
            case "away":
                _away[item.From!] = true;
                break;
            case "left":
                _away.Remove(item.From!);
                break;
            default:
                break;
        }
        return Hash();
    }

    private string Hash() => PayloadHash.Of(string.Join(' ', _away.Select(m => m.Value ? $"{m.Key}:away" : m.Key)));

    private sealed record State(TableState Table);

    private sealed record TableState(Member[] Members);

    private sealed record Member(string Id, bool Away);
}
