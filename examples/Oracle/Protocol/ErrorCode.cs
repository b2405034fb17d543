using System.Text;

namespace TorchBridge.Oracle.Protocol;

/// <summary>
/// Every way in which a request can fail. The kebab-case form is the start of an answer's <c>error</c> and never changes its meaning. The last
/// group has one code for each <see cref="AutogradError"/>.
/// </summary>
internal enum ErrorCode
{
    // What is wrong with the message.
    InvalidJson,
    InvalidRequest,
    UnknownModule,
    UnknownFunction,

    // What is wrong with the program or its data.
    InvalidProgram,
    UnknownOperator,
    UnknownName,
    InvalidArgument,
    InvalidTensor,
    TooLarge,

    // What happened when it ran.
    OperatorFailed,
    UnreliableDerivative,
    Timeout,
    InternalCrash,

    // What the graph or the engine says.
    EngineFailed,
    NonScalarOutput,
    GraphFreed,
    ModifiedInPlace,
    DoesNotRequireGrad,
    UnusedInput,
    NotImplemented,
    NanFound,
}

internal static class ErrorCodes
{
    private static readonly Dictionary<ErrorCode, string> s_names = Enum.GetValues<ErrorCode>().ToDictionary(code => code, Kebab);

    public static string Name(this ErrorCode code) => s_names[code];

    public static IEnumerable<string> Names => s_names.Values;

    public static ErrorCode Of(AutogradError kind) => kind switch
    {
        AutogradError.NotScalar => ErrorCode.NonScalarOutput,
        AutogradError.GraphFreed => ErrorCode.GraphFreed,
        AutogradError.ModifiedInPlace => ErrorCode.ModifiedInPlace,
        AutogradError.DoesNotRequireGrad => ErrorCode.DoesNotRequireGrad,
        AutogradError.UnusedInput => ErrorCode.UnusedInput,
        AutogradError.NotImplemented => ErrorCode.NotImplemented,
        AutogradError.NaN => ErrorCode.NanFound,
        _ => ErrorCode.EngineFailed,
    };

    /// <summary>The code that an <c>error</c> text starts with: all before its first colon.</summary>
    public static string CodeOf(string error)
    {
        int colon = error.IndexOf(':', StringComparison.Ordinal);
        return (colon < 0 ? error : error[..colon]).Trim();
    }

    private static string Kebab(ErrorCode code)
    {
        var text = new StringBuilder();
        foreach (char letter in code.ToString())
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
