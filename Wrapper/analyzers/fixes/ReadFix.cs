using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TorchBridge.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace TorchBridge.CodeFixes;

/// <summary>TB0003, at the level of a derivative: <c>item&lt;double&gt;()</c> becomes <c>ToDouble()</c>, which needs no storage.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ReadFix : Fix<InvocationExpressionSyntax>
{
    /// <summary>Makes the fix.</summary>
    public ReadFix() : base("TB0003", "Read the number without the tensor's storage") { }

    private protected override bool TryFix(Edit edit, InvocationExpressionSyntax place, Diagnostic diagnostic, CancellationToken cancel)
    {
        if (!diagnostic.Properties.TryGetValue(TransformAnalyzer.Instead, out string? method) || method is null
            || Syntax.Name(place) is not SimpleNameSyntax name)
            return false;
        edit.Import("TorchSharp", "TensorExtensionMethods", place);
        edit.Replace(name, _ => IdentifierName(method));
        return true;
    }
}
