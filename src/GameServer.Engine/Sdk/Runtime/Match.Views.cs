using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Views: an allow-list. What is not written here has no way out.</summary>
internal sealed partial class Match
{
    /// <summary>The public part: unmarked properties, <c>turn</c> (a game with seats), <c>deadlines</c> (a game with timers).</summary>
    public void WritePublic(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (var i = 0; i < Type.Properties.Length; i++)
        {
            var property = Type.Properties[i];
            if (property.Sight == Sight.Public) Write(writer, property, Image.Public(property, i));
        }
        if (Type.Seats > 0) writer.WriteNumber("turn"u8, _kept.Turn);
        if (Type.HasTimers) WriteDeadlines(writer);
        writer.WriteEndObject();
    }

    /// <summary>
    /// <c>deadlines</c>: by name, the milliseconds left at this moment of room time. A client adds them to the server's time
    /// of the message they came in (an event's <c>at</c>, a snapshot's arrival).
    /// </summary>
    public void WriteDeadlines(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("deadlines"u8);
        foreach (var timer in _kept.Timers) writer.WriteNumber(timer.Name, timer.RemainingMs(Now));
        writer.WriteEndObject();
    }

    /// <summary>A seat's private part; null where there is none.</summary>
    public void WriteMine(Utf8JsonWriter writer, int? seat)
    {
        if (!Type.HasPrivate || seat is null || seat >= Seats)
        {
            writer.WriteNullValue();
            return;
        }
        writer.WriteStartObject();
        for (var i = 0; i < Type.Properties.Length; i++)
        {
            var property = Type.Properties[i];
            if (property.HasMine) Write(writer, property, Image.Mine(property, i, seat.Value));
        }
        writer.WriteEndObject();
    }

    /// <summary>A copy of the game that holds only what a seat may see; its words only read.</summary>
    public Game CopyFor(int seat)
    {
        var copy = new Match(Type, Seats, _rolls, Time, _holderOf) { _part = _kept, _me = seat };
        foreach (var property in Type.Properties.Where(p => p.Sight != Sight.Secret)) property.Read(copy.Game, property.ForSeat(Game, seat));
        return copy.Game;
    }

    /// <summary>What <see cref="Game.Legal"/> lists for a seat, by its own view, that would be accepted now.</summary>
    public List<MoveOption> LegalFor(int seat) =>
        [.. CopyFor(seat).CallLegal(seat).Where(option => MayMove(seat, option.Move))];

    /// <summary>Whether it is this seat's turn, or the move is open at any time.</summary>
    public bool MayMove(int seat, string move) => _kept.Turn == seat || Type.Move(move) is { IsAnyTime: true };

    /// <summary>What a match looked like to its viewers; patches lead from one to the next.</summary>
    public Shown Look() => new(Image, _kept.Turn, _kept.Timers);

    private static void Write(Utf8JsonWriter writer, StateProperty property, ReadOnlyMemory<byte> value)
    {
        writer.WritePropertyName(property.Key);
        writer.WriteRawValue(value.Span, skipInputValidation: true);
    }

    /// <summary>What viewers were shown last.</summary>
    internal sealed record Shown(StateImage Image, int Turn, IReadOnlyList<GameTimer> Timers);
}
