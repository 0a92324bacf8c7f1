using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Cuts what is marked <see cref="PrivateAttribute"/> or <see cref="SecretAttribute"/> out of values on their way to a view.</summary>
internal static class Marks
{
    /// <summary>Whose view <see cref="GameJson.Mine"/> and <see cref="GameJson.Seat"/> write just now on this thread.</summary>
    [ThreadStatic] public static int Seat;

    public static bool IsPrivate(PropertyInfo property) => property.IsDefined(typeof(PrivateAttribute), inherit: true);

    public static bool IsSecret(PropertyInfo property) => property.IsDefined(typeof(SecretAttribute), inherit: true);

    /// <summary>For <see cref="GameJson.Public"/>.</summary>
    public static void CutAll(JsonTypeInfo info) =>
        Cut(info, property => IsPrivate(property) || IsSecret(property));

    /// <summary>For <see cref="GameJson.Mine"/>.</summary>
    public static void KeepMine(JsonTypeInfo info)
    {
        Cut(info, property => IsSecret(property) || !(IsPrivate(property) || StateTypes.HasPrivate(property.PropertyType)));
        // The element is written as a view of its own: below it nothing leads to private parts, all of it is one.
        ReplacePrivate(info, _ => typeof(RawJson), (list, value) => list.Encoded(value, Seat));
    }

    /// <summary>For <see cref="GameJson.Seat"/>.</summary>
    public static void BlankOthers(JsonTypeInfo info)
    {
        Cut(info, IsSecret);
        ReplacePrivate(info, list => list.ListType, (list, value) => list.Blanked(value, Seat));
    }

    private static void Cut(JsonTypeInfo info, Func<PropertyInfo, bool> isCut)
    {
        if (info.Kind != JsonTypeInfoKind.Object) return;
        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            if (info.Properties[i].AttributeProvider is PropertyInfo property && isCut(property)) info.Properties.RemoveAt(i);
        }
    }

    private static void ReplacePrivate(JsonTypeInfo info, Func<SeatList, Type> type, Func<SeatList, object?, object?> replace)
    {
        if (info.Kind != JsonTypeInfoKind.Object) return;
        for (var i = 0; i < info.Properties.Count; i++)
        {
            if (info.Properties[i] is not { AttributeProvider: PropertyInfo property } old || !IsPrivate(property)) continue;
            var list = SeatList.Of(property.PropertyType)!;
            var replaced = info.CreateJsonPropertyInfo(type(list), old.Name);
            replaced.AttributeProvider = property;
            replaced.Get = owner => replace(list, property.GetValue(owner));
            info.Properties[i] = replaced;
        }
    }
}
