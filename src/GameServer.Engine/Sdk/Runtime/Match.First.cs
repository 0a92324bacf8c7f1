using System.Buffers;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>A class's first moment, tried at the start: a table of it could be opened, and undone.</summary>
internal sealed partial class Match
{
    /// <summary>Writes the initial values of a game of this class, and reads them back into another.</summary>
    /// <exception cref="GameClassException">Names the property that cannot be written or does not come back.</exception>
    public static void TryFirst(GameType type)
    {
        var (game, copy) = (FirstGame(type), FirstGame(type));
        foreach (var property in type.Properties)
        {
            var member = $"{type.Class.Name}.{property.Member}";
            var value = Written(type, property, game);
            try
            {
                property.Read(copy, value.Text.Span);
            }
            catch (Exception e)
            {
                throw new GameClassException(member, $"cannot be read back at its initial value: {Sentence(e)}", e);
            }
            if (Written(type, property, copy) is var back && back != value) throw new GameClassException(member, $"is {value} and comes back as {back}: a refused move would change it");
        }
    }

    private static Game FirstGame(GameType type)
    {
        try
        {
            return new Match(type, type.Seats, new Rolls(0), new RoomTime(), _ => null).Game;
        }
        catch (Exception e)
        {
            throw new GameClassException(type.Class.Name, $"cannot be made: {Sentence(e)}", e);
        }
    }

    private static RawJson Written(GameType type, StateProperty property, Game game)
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
            property.Write(game, writer);
            writer.Flush();
            var value = new RawJson(buffer.WrittenSpan.ToArray());
            if (property.HasMarksInside) property.WriteViews(game, writer, type.Seats);
            return value;
        }
        catch (Exception e)
        {
            throw new GameClassException($"{type.Class.Name}.{property.Member}", $"cannot be written at its initial value: {Sentence(e)}", e);
        }
    }

    private static string Sentence(Exception e) => e.Message.TrimEnd('.');
}
