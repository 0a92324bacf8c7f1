using System.Globalization;
using System.Text;

namespace GameServer.Engine;

/// <summary>Names of players, and what else they write that others see.</summary>
internal static class Names
{
    private static readonly string[] s_first =
        ["Brisk", "Calm", "Clever", "Daring", "Fuzzy", "Gentle", "Happy", "Jolly", "Keen", "Lucky", "Merry", "Nimble", "Proud", "Quick", "Sunny", "Witty"];

    private static readonly string[] s_second =
        ["Otter", "Badger", "Heron", "Lynx", "Marten", "Newt", "Owl", "Panda", "Puffin", "Raven", "Seal", "Stoat", "Swift", "Tapir", "Vole", "Wren"];

    /// <summary>A person with a skin, three times joined to another, has eleven. A letter may carry any number of marks, and a name is no place for a tower of them.</summary>
    private const int RunesPerGrapheme = 12;

    /// <summary>
    /// Cut to <paramref name="graphemes"/> graphemes, without control and format characters (Cc, Cf except the joiner inside emoji), letters and signs that show nothing,
    /// surrogates and doubled spaces; null when nothing is left that can be seen. Not normalised: globalization is invariant.
    /// </summary>
    public static string? Clean(string? name, int graphemes)
    {
        if (string.IsNullOrWhiteSpace(name)) return null;
        var text = Line(name.Length > 512 ? name[..512] : name).Replace("\u200C", "", StringComparison.Ordinal).Trim(' ', '\u200D');
        var cut = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(text);
        for (var i = 0; i < graphemes && elements.MoveNext(); i++)
        {
            foreach (var rune in elements.GetTextElement().EnumerateRunes().Take(RunesPerGrapheme)) cut.Append(rune);
        }
        var result = cut.ToString().TrimEnd();
        return result.EnumerateRunes().Any(CanStandAlone) ? result : null;
    }

    /// <summary>
    /// One line without characters that steer a terminal or turn the text around it: control and format characters (Cc, Cf except the joiners of
    /// emoji and scripts), surrogates, doubled spaces.
    /// </summary>
    public static string Line(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune)) { if (line.Length > 0 && line[^1] != ' ') line.Append(' '); }
            else if (IsShown(rune)) line.Append(rune);
        }
        return line.ToString().TrimEnd(' ', '\u200C', '\u200D');
    }

    /// <summary>A name for who gave none.</summary>
    public static string MakeUp(IChance chance) => $"{s_first[chance.Below(s_first.Length)]} {s_second[chance.Below(s_second.Length)]}";

    private static bool CanStandAlone(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format);

    // Unicode counts them as letters, marks and signs: fillers of Hangul, the grapheme joiner, vowels of Khmer, an empty cell of Braille.
    private static bool IsBlank(Rune rune) => rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x034F or 0x17B4 or 0x17B5 or 0x2800;

    private static bool IsShown(Rune rune) => rune != Rune.ReplacementChar && !IsBlank(rune) && Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => true,
    };
}
